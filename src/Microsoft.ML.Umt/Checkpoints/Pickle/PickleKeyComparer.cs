using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Compares dictionary keys of a pickle. Numbers are hashed with a seed, so a file cannot choose keys that all collide.</summary>
internal sealed class PickleKeyComparer : IEqualityComparer<object>
{
    public static readonly PickleKeyComparer Instance = new();

    bool IEqualityComparer<object>.Equals(object? x, object? y) => Equals(x, y);

    int IEqualityComparer<object>.GetHashCode(object key) => key switch
    {
        long number => Mix(number),
        double number => Mix(BitConverter.DoubleToInt64Bits(number)),
        string or bool or BigInteger or PickleGlobal => key.GetHashCode(),
        // Whatever else a pickle uses as a key is a thing of its own, as in Python.
        _ => RuntimeHelpers.GetHashCode(key),
    };

    private static int Mix(long bits) => HashCode.Combine((int)bits, (int)(bits >> 32));
}
