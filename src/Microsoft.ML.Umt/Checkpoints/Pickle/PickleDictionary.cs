using System.Numerics;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>A dictionary of a pickle, in the order in which it was filled. <c>None</c> as a key is <see cref="NoneKey"/>.</summary>
internal sealed class PickleDictionary() : OrderedDictionary<object, object?>(PickleKeyComparer.Instance)
{
    public static readonly object NoneKey = DBNull.Value;

    // Hashing a key takes time by its length, and a file can use one key again and again at four bytes a time.
    private const int LongestKey = 4096;

    /// <exception cref="CheckpointException">The key is longer than any name.</exception>
    public void Set(object? key, object? value)
    {
        if (Length(key) > LongestKey)
            throw new CheckpointException($"The file holds a dictionary key of more than {LongestKey} characters, longer than any name; it is damaged or hostile.");
        this[key ?? NoneKey] = value;
    }

    private static long Length(object? key) => key switch
    {
        string text => text.Length,
        BigInteger number => number.GetByteCount(),
        PickleGlobal name => (long)name.Module.Length + name.Name.Length,
        _ => 0,
    };
}
