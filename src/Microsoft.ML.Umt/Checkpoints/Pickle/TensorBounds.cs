using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Checks that a tensor lies inside its storage, in arithmetic that cannot overflow.</summary>
internal static class TensorBounds
{
    // A view with stride 0 may be larger than its storage, but nobody stores a huge one.
    private const long MostRepeatedElements = 1 << 20;

    /// <summary>Elements of the reference's storage in the reference's own type.</summary>
    public static long Elements(TensorReference reference) => reference.Storage.Type is null
        ? reference.Storage.Length / TorchTypes.SizeOf(reference.Type)
        : reference.Storage.Length;

    public static long Bytes(ScalarType type, long elements)
    {
        int size = TorchTypes.SizeOf(type);
        return elements <= long.MaxValue / size ? elements * size : throw Outside($"a storage of {elements} elements");
    }

    public static void Check(TensorReference reference)
    {
        string what = $"a tensor [{string.Join(", ", reference.Shape)}] with strides [{string.Join(", ", reference.Strides)}] at offset {reference.Offset}";
        if (reference.Offset < 0 || reference.Shape.Any(size => size < 0) || reference.Strides.Any(stride => stride < 0))
            throw Outside(what);
        if (reference.Shape.Contains(0))
            return;
        long available = reference.Storage.Type is null ? Elements(reference) : reference.Storage.ViewLength;
        try
        {
            checked
            {
                long last = reference.Offset;
                long elements = 1;
                for (int i = 0; i < reference.Shape.Length; i++)
                {
                    last += (reference.Shape[i] - 1) * reference.Strides[i];
                    elements *= reference.Shape[i];
                }
                if (last >= available || (elements > available && elements > MostRepeatedElements))
                    throw Outside(what);
            }
        }
        catch (OverflowException)
        {
            throw Outside(what);
        }
    }

    private static CheckpointException Outside(string what) => new($"The file describes {what}, which does not lie inside its storage; it is damaged.");
}
