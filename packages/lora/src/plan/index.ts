export { planTraining, type PlanTrainingOptions } from './plan-training.ts';
export { recordTrainingSpeed, type TrainingKind } from './training-speeds.ts';
