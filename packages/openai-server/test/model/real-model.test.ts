import { loadEmbeddedModel } from '../load-embedded-model.ts';
import { testRealModel } from './real-model-suite.ts';

testRealModel(loadEmbeddedModel);
