using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>A block of elements that tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Element type; null for untyped storages, whose length is in bytes.</param>
/// <param name="Length">Elements (bytes if untyped).</param>
/// <param name="ViewOffset">Where this view starts in the block; only the legacy format has such views.</param>
/// <param name="ViewLength">Elements that may be seen through this view.</param>
internal sealed record StorageReference(string Key, ScalarType? Type, long Length, long ViewOffset, long ViewLength);
