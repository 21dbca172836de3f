namespace Microsoft.ML.Umt.Modeling;

/// <summary>A module with random numbers of its own, whose state belongs to that of a training.</summary>
internal interface IRandomModule
{
    ModuleRandom Random { get; }
}
