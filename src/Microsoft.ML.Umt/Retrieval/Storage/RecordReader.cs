using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>Reads the rows of a data view as records.</summary>
internal sealed class RecordReader : IDisposable
{
    private readonly VideoIndexColumns _columns;
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<ReadOnlyMemory<char>> _key;
    private readonly ValueGetter<VBuffer<float>> _embedding;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _path;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _title;
    private readonly (string Name, ValueGetter<ReadOnlyMemory<char>> Get)[] _metadata;
    private readonly ValueGetter<VBuffer<float>>? _frames;
    private readonly ValueGetter<VBuffer<float>>? _times;

    /// <exception cref="ArgumentException">A column is absent or has another type.</exception>
    public RecordReader(IDataView data, VideoIndexColumns columns)
    {
        if ((columns.FrameEmbeddings is null) != (columns.FrameTimes is null))
            throw new ArgumentException($"{nameof(VideoIndexColumns)}.{nameof(columns.FrameEmbeddings)} and {nameof(columns.FrameTimes)} belong together: set both or neither.");
        _columns = columns;
        string?[] vectors = [columns.Embedding, columns.FrameEmbeddings, columns.FrameTimes];
        string?[] texts = [columns.Key, columns.Path, columns.Title, .. columns.Metadata];
        DataViewSchema.Column[] needed =
        [
            .. vectors.OfType<string>().Distinct().Select(name => Column(data.Schema, name, type => type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var raw } } && raw == typeof(float), "a vector of Single")),
            .. texts.OfType<string>().Distinct().Select(name => Column(data.Schema, name, type => type is TextDataViewType, "text")),
        ];
        var byName = needed.ToDictionary(column => column.Name);
        _cursor = data.GetRowCursor(needed);
        _key = _cursor.GetGetter<ReadOnlyMemory<char>>(byName[columns.Key]);
        _embedding = _cursor.GetGetter<VBuffer<float>>(byName[columns.Embedding]);
        _path = Optional<ReadOnlyMemory<char>>(columns.Path);
        _title = Optional<ReadOnlyMemory<char>>(columns.Title);
        _metadata = [.. columns.Metadata.Select(name => (name, _cursor.GetGetter<ReadOnlyMemory<char>>(byName[name])))];
        _frames = Optional<VBuffer<float>>(columns.FrameEmbeddings);
        _times = Optional<VBuffer<float>>(columns.FrameTimes);

        ValueGetter<T>? Optional<T>(string? name) => name is null ? null : _cursor.GetGetter<T>(byName[name]);
    }

    /// <summary>Length of the embedding column; 0 where rows differ.</summary>
    public static int Dimensions(IDataView data, VideoIndexColumns columns) => data.Schema.GetColumnOrNull(columns.Embedding)?.Type.GetVectorSize() ?? 0;

    /// <summary>The next row; false at the end. A row without an embedding gives the key alone.</summary>
    public bool TryRead(out string key, out VideoRecord? record)
    {
        (key, record) = ("", null);
        if (!_cursor.MoveNext())
            return false;
        key = Text(_key)!;
        var embedding = Vector(_embedding);
        // NaN, or nothing: how every component of the library marks a video that could not be read.
        if (embedding.Length == 0 || Array.TrueForAll(embedding, float.IsNaN))
            return true;
        record = new VideoRecord(key, embedding) { Path = Text(_path), Title = Text(_title), Metadata = Metadata(), Frames = Frames(key, embedding.Length) };
        return true;
    }

    public void Dispose() => _cursor.Dispose();

    private static DataViewSchema.Column Column(DataViewSchema schema, string name, Func<DataViewType, bool> fits, string expected)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            throw new ArgumentException($"The data has no column '{name}'; it has {string.Join(", ", schema.Select(each => $"'{each.Name}'"))}. Set {nameof(VideoIndexColumns)} to the names of your data.");
        return fits(column.Type) ? column : throw new ArgumentException($"The column '{name}' is {column.Type}, but {expected} is expected.");
    }

    private static string? Text(ValueGetter<ReadOnlyMemory<char>>? getter)
    {
        if (getter is null)
            return null;
        ReadOnlyMemory<char> value = default;
        getter(ref value);
        return value.ToString();
    }

    private static float[] Vector(ValueGetter<VBuffer<float>> getter)
    {
        VBuffer<float> value = default;
        getter(ref value);
        return [.. value.DenseValues()];
    }

    private Dictionary<string, string> Metadata() =>
        _metadata.Select(each => (each.Name, Text: Text(each.Get)!)).Where(each => each.Text.Length > 0).ToDictionary(each => each.Name, each => each.Text);

    private VideoFrameEmbedding[] Frames(string key, int dimensions)
    {
        if (_frames is null)
            return [];
        var (values, times) = (Vector(_frames), Vector(_times!));
        if (values.Length != (long)times.Length * dimensions)
            throw new ArgumentException(
                $"The video '{RecordLimits.Shortened(key)}' has {times.Length} times in '{_columns.FrameTimes}' and {values.Length} values in '{_columns.FrameEmbeddings}'; {dimensions} values per time are expected.");
        return [.. times.Select((time, i) => new VideoFrameEmbedding(Time(key, time), values.AsMemory(i * dimensions, dimensions)))];
    }

    private static TimeSpan Time(string key, float seconds) => seconds is >= 0 and < 1e9f
        ? TimeSpan.FromSeconds(seconds)
        : throw new ArgumentException($"A frame of the video '{RecordLimits.Shortened(key)}' has the time {seconds}; seconds, 0 or more, are expected.");
}
