namespace VideoSearch.Demo;

/// <summary>What a home-made clip shows.</summary>
/// <param name="Colour">Number of the colour in <see cref="ShapeWords.Colours"/>.</param>
/// <param name="Shape">What moves.</param>
/// <param name="Motion">How it moves.</param>
/// <param name="Seed">Place, size and background follow from it.</param>
internal sealed record ShapeClip(int Colour, Shape Shape, Motion Motion, int Seed)
{
    /// <summary>The description, for example "a red circle moves to the left".</summary>
    public string Caption => $"a {ShapeWords.Colours[Colour].Name} {Shape.ToString().ToLowerInvariant()} {ShapeWords.Of(Motion)}";

    /// <summary>A clip of every kind, <paramref name="rounds"/> times, in random order; no two are alike.</summary>
    public static IReadOnlyList<ShapeClip> Draw(int rounds, int seed)
    {
        var clips = (
            from round in Enumerable.Range(0, rounds)
            from colour in Enumerable.Range(0, ShapeWords.Colours.Count)
            from shape in Enum.GetValues<Shape>()
            from motion in Enum.GetValues<Motion>()
            select new ShapeClip(colour, shape, motion, unchecked((((seed * 31 + round) * 31 + colour) * 31 + (int)shape) * 31 + (int)motion))).ToArray();
        new Random(seed).Shuffle(clips);
        return clips;
    }
}
