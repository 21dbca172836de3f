namespace VideoSearch.Searching;

/// <summary>Whether the model can be used.</summary>
/// <param name="IsReady">It can.</param>
/// <param name="Message">What is being done, or why it cannot be used.</param>
/// <param name="Share">How far the preparation is, 0 to 1; null if nobody knows.</param>
/// <param name="HasFailed">It never will: <paramref name="Message"/> says why.</param>
internal sealed record ModelStatus(bool IsReady, string Message, double? Share = null, bool HasFailed = false);
