namespace Microsoft.ML.Umt.Retrieval;

/// <summary>The order of keys that decides between equal scores: that of their UTF-8 bytes, as databases with a plain collation have it.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var common = Math.Min(x!.Length, y!.Length);
        var at = x.AsSpan(0, common).CommonPrefixLength(y);
        return at == common ? x.Length - y.Length : Rank(x[at]) - Rank(y[at]);
    }

    // UTF-16 puts surrogates below U+E000 to U+FFFF; as characters of their own they come last.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
