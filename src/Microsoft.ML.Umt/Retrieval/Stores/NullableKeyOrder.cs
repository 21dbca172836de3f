namespace Microsoft.ML.Umt.Retrieval.Stores;

/// <summary>The order of texts that may be absent: absent ones last, as the databases are told to have them.</summary>
internal sealed class NullableKeyOrder : IComparer<string?>
{
    public static readonly NullableKeyOrder Instance = new();

    public int Compare(string? x, string? y) => (x, y) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        _ => KeyOrder.Instance.Compare(x, y),
    };
}
