namespace Microsoft.ML.Umt;

/// <summary>The random draws of a training sampler.</summary>
internal interface IFrameDraw
{
    /// <summary>An integer between the bounds, both included.</summary>
    int Next(int low, int high);

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in random order.</summary>
    int[] Permutation(int count);
}
