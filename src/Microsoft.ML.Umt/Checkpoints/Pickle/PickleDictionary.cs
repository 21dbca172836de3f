namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>A dictionary of a pickle, in the order in which it was filled. <c>None</c> as a key is <see cref="NoneKey"/>.</summary>
internal sealed class PickleDictionary() : OrderedDictionary<object, object?>(PickleKeyComparer.Instance)
{
    public static readonly object NoneKey = DBNull.Value;

    public void Set(object? key, object? value) => this[key ?? NoneKey] = value;
}
