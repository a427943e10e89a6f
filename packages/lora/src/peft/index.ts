export type { TrainingDriver } from '../driver/training-driver.ts';
