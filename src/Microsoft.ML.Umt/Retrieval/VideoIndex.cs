using Microsoft.ML.Umt.Retrieval;
using Microsoft.ML.Umt.Retrieval.Files;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt;

/// <summary>
/// Finds the videos whose embeddings have the largest inner products with a query's. The search is exact: every embedding is compared, with SIMD on all
/// cores. The index lives in memory; <see cref="Open"/> keeps it in a folder too, where every change is on the disk before the call returns.
/// </summary>
/// <remarks>
/// Thread-safe. Searches never wait for changes and see them whole: all of a call's videos or none. Changes wait for one another. Memory per video: 4 bytes
/// per dimension (2 for <see cref="EmbeddingStorage.Float16"/>), the same for each of its frames, and about 200 bytes. Results with equal scores are in
/// the order of their keys' UTF-8 bytes.
/// </remarks>
public sealed class VideoIndex : IDisposable
{
    private readonly IndexTable _table;
    private readonly VideoIndexOptions _options;
    private readonly IndexFolder? _folder;
    private readonly Lock _writing = new();
    private bool _isDisposed;

    /// <summary>Makes an empty index in memory.</summary>
    /// <param name="dimensions">Length of the embeddings, 1 to 65,536.</param>
    /// <param name="options">The options; they are copied. Null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is out of its range.</exception>
    public VideoIndex(int dimensions, VideoIndexOptions? options = null)
    {
        _options = options?.Clone() ?? new();
        _table = new(new(EmbeddingLength.Check(dimensions), _options.Storage, _options.Normalize));
    }

    private VideoIndex(IndexTable table, VideoIndexOptions options, IndexFolder? folder) => (_table, _options, _folder) = (table, options, folder);

    /// <summary>Number of videos.</summary>
    public int Count => _table.State.LiveCount;

    /// <summary>Length of the embeddings.</summary>
    public int Dimensions => _table.Rules.Dimensions;

    /// <summary>How embeddings are kept.</summary>
    public EmbeddingStorage Storage => _table.Rules.Storage;

    /// <summary>Whether embeddings and queries are scaled to length one.</summary>
    public bool Normalize => _table.Rules.Normalize;

    /// <summary>The folder that the index lives in; null for an index in memory.</summary>
    public string? Folder => _folder?.Path;

    /// <summary>
    /// What <see cref="Open"/> cut off the end of the log: the change that a process was writing when it was ended, which had not been promised to anybody;
    /// or, with <see cref="VideoIndexOptions.RecoverDamagedLog"/>, what came behind damage. Null if nothing was.
    /// </summary>
    public string? RecoveryNote => _folder?.Note;

    /// <summary>The keys, in the order in which the videos came in, as they are at the time of the call.</summary>
    public IReadOnlyList<string> Keys => [.. _table.State.Rows().Select(row => row.Entry.Key)];

    /// <summary>
    /// Opens the index of a folder, or makes one. Each change is on the disk before its call returns, so neither a killed process nor a power cut loses it.
    /// </summary>
    /// <param name="folder">The folder, which belongs to the index alone: <c>videos.index</c>, <c>videos.log</c>, <c>videos.lock</c>.</param>
    /// <param name="dimensions">Length of the embeddings, 1 to 65,536. Null takes that of the index that is there.</param>
    /// <param name="options">The options; they are copied. Null takes those of the index that is there, or the defaults.</param>
    /// <exception cref="ArgumentException">The folder is new, and <paramref name="dimensions"/> is null.</exception>
    /// <exception cref="VideoIndexException">The index is in use, damaged, of another version, or unlike what was asked for; the message says what to do.</exception>
    public static VideoIndex Open(string folder, int? dimensions = null, VideoIndexOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (dimensions is { } asked)
            EmbeddingLength.Check(asked);
        var copy = options?.Clone() ?? new();
        var opened = IndexFolder.Open(folder, there => Wanted(there, dimensions, options), copy.RecoverDamagedLog, out var table);
        return new VideoIndex(table, copy, opened);
    }

    /// <summary>Reads an index that <see cref="Save"/> wrote into memory. The file is not used any more afterwards.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Of these only <see cref="VideoIndexOptions.Threads"/> counts: the others are as the file says. Null for the defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="VideoIndexException">The file is damaged, of another version, or none of an index.</exception>
    public static VideoIndex Load(string path, VideoIndexOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new VideoIndex(SnapshotFile.Read(path).Table, options?.Clone() ?? new(), null);
    }

    /// <summary>Adds a video that the index does not have yet.</summary>
    /// <param name="record">The video.</param>
    /// <exception cref="ArgumentException">The index has the key already, or the record cannot be kept; the message says why.</exception>
    public void Add(VideoRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_writing)
        {
            if (Contains(record.Key))
                throw new ArgumentException($"The index holds '{RecordLimits.Shortened(record.Key)}' already. {nameof(Upsert)} replaces it.", nameof(record));
            Write([record]);
        }
    }

    /// <summary>Adds a video, or replaces the one with the same key.</summary>
    /// <param name="record">The video.</param>
    /// <exception cref="ArgumentException">The record cannot be kept; the message says why.</exception>
    public void Upsert(VideoRecord record) => Upsert([record]);

    /// <summary>Adds videos, or replaces those with the same keys: all of them, or none if one cannot be kept. The last one of a key wins.</summary>
    /// <param name="records">The videos. Thousands in one call are much faster than thousands of calls.</param>
    /// <exception cref="ArgumentException">A record cannot be kept; the message says which and why.</exception>
    public void Upsert(IEnumerable<VideoRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var list = records as IReadOnlyList<VideoRecord> ?? [.. records];
        lock (_writing)
            Write(list);
    }

    /// <summary>Removes a video.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Whether the index had it.</returns>
    public bool Remove(string key) => Remove([key]) > 0;

    /// <summary>Removes videos, all at once.</summary>
    /// <param name="keys">Their keys; unknown ones are passed over.</param>
    /// <returns>How many the index had.</returns>
    public int Remove(IEnumerable<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            string[] known = [.. keys.Where(key => key is not null && Contains(key)).Distinct(StringComparer.Ordinal)];
            if (known.Length == 0)
                return 0;
            _folder?.Remove(known);
            var removed = _table.Remove(known);
            _folder?.CompactIfWorthwhile(_table);
            return removed;
        }
    }

    /// <summary>Whether there is a video of this key.</summary>
    /// <param name="key">The key.</param>
    public bool Contains(string key) => _table.Find(key).Row >= 0;

    /// <summary>The video of a key, with its embedding as the index keeps it (rounded to 16 bits, or scaled to length one, if the options say so); null if there is none.</summary>
    /// <param name="key">The key.</param>
    public VideoRecord? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (state, row) = _table.Find(key);
        return row < 0 ? null : state.ChunkOf(row, out var inChunk).Entries[inChunk]!.ToRecord(state.Chunks[row / IndexChunk.MostRows].Embedding(inChunk));
    }

    /// <summary>All videos, in the order in which they came in, as they are at the time of the call.</summary>
    public IEnumerable<VideoRecord> Records()
    {
        var state = _table.State;
        return state.Rows().Select(row => row.Entry.ToRecord(state.ChunkOf(row.Row, out var inChunk).Embedding(inChunk)));
    }

    /// <summary>Finds the videos nearest to an embedding, best first.</summary>
    /// <param name="embedding">The query.</param>
    /// <param name="top">Videos to return, 1 to 100,000.</param>
    /// <exception cref="ArgumentException">The embedding has the wrong length or a value that is not finite.</exception>
    public IReadOnlyList<VideoSearchResult> Search(ReadOnlyMemory<float> embedding, int top = 10) => Search(new VideoQuery(embedding), new VideoSearchOptions { Top = top });

    /// <summary>Finds the videos nearest to a query, best first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <exception cref="ArgumentException">The embedding has the wrong length or a value that is not finite, or re-ranking lacks the text.</exception>
    public IReadOnlyList<VideoSearchResult> Search(VideoQuery query, VideoSearchOptions? options = null, CancellationToken cancellationToken = default) =>
        Search([query], options, cancellationToken)[0];

    /// <summary>Answers many queries together: 32 and more are many times faster than one by one.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <returns>The results of each query, in the order of the queries; the same as of single searches.</returns>
    /// <exception cref="ArgumentException">An embedding has the wrong length or a value that is not finite, or re-ranking lacks a text.</exception>
    public IReadOnlyList<IReadOnlyList<VideoSearchResult>> Search(
        IReadOnlyList<VideoQuery> queries, VideoSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        options ??= new();
        var embeddings = new float[queries.Count][];
        for (var i = 0; i < embeddings.Length; i++)
        {
            SecondStage.Check(queries[i], options);
            embeddings[i] = _table.Rules.Query(queries[i].Embedding.Span);
        }
        var found = FindRows(embeddings, options.FirstStageCount, CompiledFilters.Get(options.Filter), cancellationToken);
        return [.. found.Select((rows, i) => SecondStage.Run(rows.Select(row => (row.Entry.ToRecord(row.Embedding), row.Score)), embeddings[i], queries[i].Text, options, cancellationToken))];
    }

    /// <summary>
    /// Writes all videos, as they are at the time of the call, to one file. The file gets its name when it is whole; until then one of the same name stays
    /// as it was. The index can be searched and changed meanwhile.
    /// </summary>
    /// <param name="path">The file, for example <c>clips.umtindex</c>.</param>
    /// <param name="cancellationToken">Ends the work early; nothing is left behind.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        SnapshotFile.Write(path, _table.State, _table.Rules, sequence: 0, cancellationToken);
    }

    /// <summary>
    /// Writes the folder's snapshot anew and empties its log, so that it takes the least space and opens fastest. The index does so itself whenever the log
    /// has grown as long as the snapshot (64 MiB at least). Changes wait meanwhile, searches do not. Does nothing for an index in memory.
    /// </summary>
    /// <param name="cancellationToken">Ends the work early; the files stay as they were.</param>
    /// <exception cref="VideoIndexException">The files cannot be written; those before are whole.</exception>
    public void Compact(CancellationToken cancellationToken = default)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _folder?.Compact(_table, cancellationToken);
        }
    }

    /// <summary>Frees the folder for other processes. Searches go on to work, changes do not.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (!_isDisposed)
                _folder?.Dispose();
            _isDisposed = true;
        }
    }

    private static EmbeddingRules Wanted(EmbeddingRules? there, int? dimensions, VideoIndexOptions? options)
    {
        if ((dimensions ?? there?.Dimensions) is not { } length)
            throw new ArgumentException("The folder holds no index yet, and a new one needs the length of its embeddings.", nameof(dimensions));
        return new(length, options?.Storage ?? there?.Storage ?? EmbeddingStorage.Float32, options?.Normalize ?? there?.Normalize ?? false);
    }

    internal FoundRow[][] FindRows(float[][] queries, int count, Func<VideoRecord, bool>? filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ExactSearch.Run(_table.State, queries, count, filter, _options.Threads ?? Environment.ProcessorCount, cancellationToken);
    }

    private void Write(IReadOnlyList<VideoRecord> records)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (records.Count == 0)
            return;
        var staged = _table.Stage(records);
        _folder?.Upsert(staged);
        _table.Publish(staged);
        _folder?.CompactIfWorthwhile(_table);
    }
}
