using Microsoft.ML.Umt;

namespace Pretraining.Clips;

/// <summary>A labelled video in memory, and the group of recordings that it belongs to.</summary>
internal sealed record LabelledVideo(MLVideo Video, string Label, string Group);
