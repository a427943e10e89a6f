import { loadEmbeddedModel } from '../load-embedded-model.ts';
import { testEngineCrash } from './engine-crash-suite.ts';

testEngineCrash(loadEmbeddedModel);
