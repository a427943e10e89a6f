import { llamaCpp } from './served-engine.ts';
import { testAdapters } from './adapters-suite.ts';

testAdapters(llamaCpp);
