using Microsoft.ML.Umt.Multimodal;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>A video, a question about it and its answers. Immutable.</summary>
/// <param name="Video">The video; null where the row holds none.</param>
/// <param name="Question">The question, not empty.</param>
/// <param name="Answers">At least one.</param>
/// <param name="Row">Number of the row it comes from.</param>
internal sealed record AskedVideo(MLVideo? Video, string Question, IReadOnlyList<WeightedAnswer> Answers, long Row) : IMediaItem;
