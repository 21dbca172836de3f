namespace Microsoft.ML.Umt.Retrieval.Stores;

/// <summary>An index that somebody else made and keeps; to delete the collection is to empty it.</summary>
internal sealed class FixedSlot(VideoIndex index) : IndexSlot
{
    public override VideoIndex TryOpen() => index;

    public override VideoIndex Create() => index;

    public override void Delete() => index.Remove(index.Keys);
}
