import type { Request, Response } from 'express';
import type { FileService } from '../files/file-service.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { TrainingControl } from './training-control.ts';

/** A request about trainings, and what it is answered with. */
export interface TrainingCall {
  training: TrainingControl;
  files: FileService;
  settings: Pick<RouterSettings, 'limits' | 'keepAliveMs' | 'logger'>;
  request: Request;
  response: Response;
}
