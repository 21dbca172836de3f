namespace Microsoft.ML.Umt.Training;

/// <summary>Whom a training tells what, and asks whether it is to end. Called on the training thread.</summary>
/// <param name="Report">Progress.</param>
/// <param name="Info">Remarks.</param>
/// <param name="Warning">Remarks that should be read.</param>
/// <param name="ThrowIfCanceled">Throws an <see cref="OperationCanceledException"/> when the training was cancelled.</param>
internal sealed record SessionLog(Action<TrainingProgress> Report, Action<string> Info, Action<string> Warning, Action ThrowIfCanceled);
