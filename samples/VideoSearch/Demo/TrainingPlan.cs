namespace VideoSearch.Demo;

/// <summary>How much the small model learns.</summary>
/// <param name="Rounds">How many different clips of every kind it sees.</param>
/// <param name="Epochs">How often it sees each.</param>
internal sealed record TrainingPlan(int Rounds = 5, int Epochs = 24);
