export { filterExamples, type ExampleFilter, type FilterOptions } from './filter-examples.ts';
