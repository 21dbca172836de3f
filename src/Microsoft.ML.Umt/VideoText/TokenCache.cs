namespace Microsoft.ML.Umt.VideoText;

/// <summary>The tokens of the videos that were asked for last, up to a number of bytes: searches ask for the same videos again and again. Thread-safe.</summary>
internal sealed class TokenCache
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, float[] Tokens)>> _entries = [];
    private readonly LinkedList<(string Key, float[] Tokens)> _newestFirst = [];
    private long _bytes;

    /// <summary>The most that is kept, in bytes; 0 keeps nothing.</summary>
    public long Limit
    {
        get;
        set
        {
            lock (_gate)
            {
                field = value;
                Shrink();
            }
        }
    } = 512L << 20;

    /// <summary>The tokens of a video; null if they are not here.</summary>
    /// <param name="key">What the video is recognised by; null for one that cannot be.</param>
    public float[]? Find(string? key)
    {
        lock (_gate)
        {
            if (key is null || !_entries.TryGetValue(key, out var node))
                return null;
            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            return node.Value.Tokens;
        }
    }

    /// <summary>Keeps tokens, at the cost of those that were not asked for the longest.</summary>
    public void Add(string? key, float[] tokens)
    {
        lock (_gate)
        {
            if (key is null || Size(tokens) > Limit || _entries.ContainsKey(key))
                return;
            _entries.Add(key, _newestFirst.AddFirst((key, tokens)));
            _bytes += Size(tokens);
            Shrink();
        }
    }

    private static long Size(float[] tokens) => (long)tokens.Length * sizeof(float);

    private void Shrink()
    {
        while (_bytes > Limit && _newestFirst.Last is { } oldest)
        {
            _newestFirst.RemoveLast();
            _entries.Remove(oldest.Value.Key);
            _bytes -= Size(oldest.Value.Tokens);
        }
    }
}
