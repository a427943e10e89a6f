import { llamaCpp } from './served-engine.ts';
import { testServing } from './serving-suite.ts';

testServing(llamaCpp);
