using Microsoft.ML.Umt.Multimodal;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>A video or picture and one text that describes it. Immutable.</summary>
/// <param name="Video">The video; null where the row holds none.</param>
/// <param name="Text">The caption, cleaned and not empty.</param>
/// <param name="Identity">Equal for pairs that show the same thing.</param>
/// <param name="Row">Number of the row it comes from.</param>
internal sealed record TextedVideo(MLVideo? Video, string Text, long Identity, long Row) : IMediaItem;
