using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>A text tower on its own, with the random numbers it needs.</summary>
internal sealed class ModuleOwner : IDisposable
{
    private readonly ModuleRandom _random = new(1);

    public ModuleOwner(Func<ModuleRandom, BertLanguageModel> make)
    {
        Module = make(_random);
        TextInit.Bert(Module, _random);
    }

    public BertLanguageModel Module { get; }

    public void Dispose()
    {
        Module.Dispose();
        _random.Dispose();
    }
}
