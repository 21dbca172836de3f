using VideoSearch.Demo;
using VideoSearch.Models;

namespace VideoSearch.Tests.Support;

/// <summary>A real model, trained for one short pass: everything works, nothing is known.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Lazy<string> _path;

    public TrainedModel() => _path = new Lazy<string>(() =>
    {
        string path = _folder["model.zip"];
        DemoTraining.Run(path, new TrainingPlan(Rounds: 1, Epochs: 1), seed: 3, gpu: null, _ => { }, default);
        return path;
    });

    internal ISearchModel Load() => VideoTextSearchModel.Load(_path.Value, gpu: null);

    public void Dispose() => _folder.Dispose();
}
