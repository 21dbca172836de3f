using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Makes the video handle of a row from its path or its bytes.</summary>
internal sealed class VideoLoadingMapper : IColumnMapper
{
    private readonly DataViewSchema.Column _input;
    private readonly string? _folder;

    public VideoLoadingMapper(DataViewSchema inputSchema, string inputColumnName, string? folder, DataViewSchema.DetachedColumn output)
    {
        _input = inputSchema.GetColumnOrNull(inputColumnName) ?? throw NotFound(inputColumnName);
        if (_input.Type is not TextDataViewType && !IsBytes(_input.Type))
            throw Mismatch(inputColumnName, _input.Type.ToString()!);
        _folder = folder;
        Bindings = new ColumnBindings(inputSchema, [output]);
    }

    public ColumnBindings Bindings { get; }

    public bool IsInput(DataViewSchema.Column column) => column.Index == _input.Index;

    public Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!Bindings.AnyAdded(active))
            return [null];
        return [_input.Type is TextDataViewType ? FromPath(input) : FromBytes(input)];
    }

    internal static ArgumentOutOfRangeException NotFound(string column) => new("inputSchema", $"Could not find input column '{column}'.");

    internal static ArgumentOutOfRangeException Mismatch(string column, string found) =>
        new("inputSchema", $"Schema mismatch for input column '{column}': expected String (a path) or Vector<Byte> (a video file's content), got {found}.");

    private static bool IsBytes(DataViewType type) => type is VectorDataViewType { ItemType: NumberDataViewType item } && item == NumberDataViewType.Byte;

    private ValueGetter<MLVideo?> FromPath(DataViewRow input)
    {
        var getPath = input.GetGetter<ReadOnlyMemory<char>>(_input);
        return (ref MLVideo? video) =>
        {
            ReadOnlyMemory<char> path = default;
            getPath(ref path);
            video = path.IsEmpty ? null : MLVideo.FromFile(_folder is null ? path.ToString() : Path.Combine(_folder, path.ToString()));
        };
    }

    private ValueGetter<MLVideo?> FromBytes(DataViewRow input)
    {
        var getBytes = input.GetGetter<VBuffer<byte>>(_input);
        return (ref MLVideo? video) =>
        {
            // A new buffer each time: the video keeps it, while the caller moves on to the next row.
            VBuffer<byte> bytes = default;
            getBytes(ref bytes);
            video = bytes.Length == 0 ? null : MLVideo.FromBytes(bytes.DenseValues().ToArray());
        };
    }
}
