namespace VideoSearch.Demo;

/// <summary>The words that home-made captions consist of.</summary>
internal static class ShapeWords
{
    public static readonly IReadOnlyList<(string Name, byte Red, byte Green, byte Blue)> Colours =
    [
        ("red", 222, 48, 44), ("green", 52, 176, 84), ("blue", 52, 104, 224), ("yellow", 240, 206, 58), ("purple", 154, 76, 198), ("white", 238, 240, 244),
    ];

    /// <summary>All words, for the tokenizer.</summary>
    public static readonly IReadOnlyList<string> All =
        [.. Colours.Select(colour => colour.Name), .. Enum.GetNames<Shape>().Select(name => name.ToLowerInvariant()), .. "a moves to the left right up down grows shrinks".Split(' ')];

    public static string Of(Motion motion) => motion switch
    {
        Motion.Left => "moves to the left",
        Motion.Right => "moves to the right",
        Motion.Up => "moves up",
        Motion.Down => "moves down",
        Motion.Grow => "grows",
        _ => "shrinks",
    };
}
