namespace Microsoft.ML.Umt;

/// <summary>Checks the frame numbers that a caller asks for.</summary>
internal static class FrameNumbers
{
    /// <summary>The numbers in the whole video of numbers in a window.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One lies outside the window.</exception>
    public static int[] Inside(IReadOnlyList<int> frameIndices, int first, int count)
    {
        if (frameIndices.Count == 0)
            throw new ArgumentException("No frame numbers were given; ask for at least one frame.", nameof(frameIndices));
        var numbers = new int[frameIndices.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if ((uint)frameIndices[i] >= (uint)count)
                throw new ArgumentOutOfRangeException(nameof(frameIndices), frameIndices[i], $"The video has frames 0 to {count - 1}.");
            numbers[i] = first + frameIndices[i];
        }

        return numbers;
    }
}
