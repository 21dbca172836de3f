using Microsoft.ML.Data;

namespace Microsoft.ML.Umt;

/// <summary>Marks an <see cref="MLVideo"/> member of a data class as a video column. Optional: members of that type are recognised without it.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class VideoTypeAttribute : DataViewTypeAttribute
{
    /// <inheritdoc/>
    public override bool Equals(DataViewTypeAttribute? other) => other is VideoTypeAttribute;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VideoTypeAttribute;

    /// <inheritdoc/>
    public override int GetHashCode() => typeof(VideoTypeAttribute).GetHashCode();

    /// <summary>Makes the type known to ML.NET; ML.NET calls this.</summary>
    public override void Register() => DataViewTypeManager.Register(VideoDataViewType.OfMarkedMembers, typeof(MLVideo), this);
}
