namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>A class or function that a pickle names. Only ever a name here: nothing is looked up, loaded or run.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";
}
