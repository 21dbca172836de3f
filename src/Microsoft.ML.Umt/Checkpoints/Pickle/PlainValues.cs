using System.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Turns unpickled values into plain .NET ones. The result's size is bounded, though shared parts of a pickle may unfold.</summary>
internal sealed class PlainValues(Func<TensorReference, Tensor> read)
{
    private const int MostNesting = 64;
    private const int MostValues = 1_000_000;
    private int _values;

    public object? Convert(object? value) => Convert(value, 0);

    private object? Convert(object? value, int depth)
    {
        if (depth > MostNesting || ++_values > MostValues)
            throw new CheckpointException("The entry is nested too deep or unfolds to too many values.");
        return value switch
        {
            null or bool or long or BigInteger or double or string or byte[] => value,
            TensorReference tensor => read(tensor),
            List<object?> list => list.ConvertAll(item => Convert(item, depth + 1)),
            object?[] tuple => tuple.Select(item => Convert(item, depth + 1)).ToList(),
            PickleDictionary dictionary => ConvertDictionary(dictionary, depth),
            PickleObject unknown => throw new CheckpointException($"The entry holds an object of class '{unknown.Type.FullName}', which is not read."),
            _ => throw new CheckpointException("The entry holds something that is no plain value."),
        };
    }

    private OrderedDictionary<object, object?> ConvertDictionary(PickleDictionary dictionary, int depth)
    {
        var result = new OrderedDictionary<object, object?>(PickleKeyComparer.Instance);
        foreach (var (key, value) in dictionary)
            result[key] = Convert(value, depth + 1);
        return result;
    }
}
