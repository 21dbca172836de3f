namespace Microsoft.ML.Umt.Retrieval.Stores;

/// <summary>Where a collection's index is: it may not be there yet, or not any more.</summary>
internal abstract class IndexSlot
{
    /// <summary>The index, or null.</summary>
    public abstract VideoIndex? TryOpen();

    /// <summary>The index, made if it is not there.</summary>
    public abstract VideoIndex Create();

    public abstract void Delete();
}
