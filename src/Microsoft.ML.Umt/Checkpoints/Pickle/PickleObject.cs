namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// An instance of a class that is not known: its name and whatever data the pickle gave it, inert. Training scripts leave such objects beside
/// the weights (an <c>argparse.Namespace</c>, a configuration class); TorchScript archives store modules so.
/// </summary>
internal sealed class PickleObject(PickleGlobal type)
{
    public PickleGlobal Type { get; } = type;

    /// <summary>The attributes or items the object was given, in order.</summary>
    public PickleDictionary Items { get; } = [];
}
