namespace Pretraining.Study;

/// <summary>What one pretraining did.</summary>
/// <param name="Start">Name of the start.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Part">The part that it serves and has not seen.</param>
/// <param name="Losses">Mean loss of each epoch.</param>
/// <param name="Steps">Steps of the optimiser.</param>
/// <param name="Clips">Unlabelled clips that it learned from.</param>
/// <param name="Seconds">Time.</param>
internal sealed record LearnedEncoder(string Start, int Seed, int Part, IReadOnlyList<double> Losses, int Steps, int Clips, double Seconds);
