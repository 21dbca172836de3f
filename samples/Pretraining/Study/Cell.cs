namespace Pretraining.Study;

/// <summary>The result of one training and one test.</summary>
/// <param name="Start">Name of the start.</param>
/// <param name="Seed">Seed of pretraining and finetuning.</param>
/// <param name="Group">The group that was tested.</param>
/// <param name="Depth"><c>Head</c> or <c>Full</c>.</param>
/// <param name="Right">Test clips that were recognised.</param>
/// <param name="Clips">Test clips.</param>
/// <param name="Seconds">Time of training and test.</param>
internal sealed record Cell(string Start, int Seed, string Group, string Depth, int Right, int Clips, double Seconds);
