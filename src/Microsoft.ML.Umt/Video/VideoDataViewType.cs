using Microsoft.ML.Data;

namespace Microsoft.ML.Umt;

/// <summary>The type of a column of <see cref="MLVideo"/> values. It has no parameters: sizes and lengths are facts of a video, not of the column.</summary>
/// <remarks>Components should test a column with <c>column.Type is VideoDataViewType</c>.</remarks>
public sealed class VideoDataViewType : StructuredDataViewType
{
    // ML.NET's registry refuses one type under two attributes (here: with and without one), so members marked [VideoType] get a second, unequal instance.
    internal static readonly VideoDataViewType OfMarkedMembers = new(marked: true);

    private readonly bool _marked;

    /// <summary>Creates the type.</summary>
    public VideoDataViewType()
        : this(marked: false)
    {
    }

    private VideoDataViewType(bool marked)
        : base(typeof(MLVideo))
    {
        _marked = marked;
    }

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is VideoDataViewType type && type._marked == _marked;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is DataViewType type && Equals(type);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(VideoDataViewType), _marked);

    /// <inheritdoc/>
    public override string ToString() => "Video";
}
