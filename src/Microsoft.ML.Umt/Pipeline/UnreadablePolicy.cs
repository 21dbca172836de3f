using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>What becomes of rows whose video cannot be read, and the column that says why.</summary>
internal sealed class UnreadablePolicy
{
    private readonly UnreadableVideos _behaviour;

    /// <param name="behaviour">Throw, or score as missing.</param>
    /// <param name="reasonColumnName">Name of the text column with the reason; it exists only where rows can be missing.</param>
    public UnreadablePolicy(UnreadableVideos behaviour, string reasonColumnName)
    {
        _behaviour = behaviour;
        Columns = behaviour == UnreadableVideos.Missing ? [new(reasonColumnName, TextDataViewType.Instance)] : [];
    }

    /// <summary>The reason column, or none.</summary>
    public IReadOnlyList<DataViewSchema.DetachedColumn> Columns { get; }

    /// <exception cref="VideoDecodeException">There is a failure and it is not to be scored as missing.</exception>
    public void ThrowIfUnwanted(VideoDecodeException? failure, long row)
    {
        if (failure is null || _behaviour == UnreadableVideos.Missing)
            return;
        throw new VideoDecodeException(
            failure.VideoName,
            failure.Error,
            $"{failure.Reason} It stands in row {row} (counted from 0). Remove the row, or score such rows as missing with UnreadableVideos.Missing.",
            failure);
    }

    /// <summary>A getter of the reason; empty text for rows that were read.</summary>
    public Delegate CreateGetter(Func<VideoDecodeException?> current) =>
        (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = current()?.Message.AsMemory() ?? default);
}
