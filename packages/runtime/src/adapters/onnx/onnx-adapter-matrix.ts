/** A matrix of an adapter, named as the model's input that it is for. */
export interface OnnxAdapterParameter {
  name: string;
  shape: readonly number[];
  /** `TensorProto.DataType`. */
  type: number;
}

/** A matrix with its elements, the last dimension fastest. */
export interface OnnxAdapterMatrix extends OnnxAdapterParameter {
  data: Uint8Array;
}
