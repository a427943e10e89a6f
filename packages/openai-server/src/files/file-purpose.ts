/** What a file may be uploaded for. */
export type UploadPurpose = 'assistants' | 'batch' | 'fine-tune' | 'vision' | 'user_data' | 'evals';

/** What a file is for; those that jobs make have purposes of their own. */
export type FilePurpose = UploadPurpose | 'fine-tune-results';

export const uploadPurposes: readonly UploadPurpose[] = [
  'assistants',
  'batch',
  'fine-tune',
  'vision',
  'user_data',
  'evals',
];
