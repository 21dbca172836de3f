using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Training;

/// <summary>Where the random numbers of a model (dropout, drop path) stand.</summary>
internal sealed class RandomPart(ModuleRandom random) : ICheckpointPart
{
    private const string State = "state";

    public string CheckpointName => "random";

    public void Save(CheckpointSection section) => section.Write(State, random.GetState());

    public void Load(CheckpointSection section)
    {
        using var state = random.GetState();
        section.CopyTo(State, state);
        random.SetState(state);
    }
}
