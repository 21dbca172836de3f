using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>A tensor as a pickle describes it: a strided view of a storage. The data is read when it is asked for.</summary>
internal sealed record TensorReference(StorageReference Storage, ScalarType Type, long Offset, long[] Shape, long[] Strides);
