namespace Microsoft.ML.Umt;

/// <summary>A video and a text whose fit is to be scored.</summary>
/// <param name="VideoNumber">Number of the video, from 0 in the order of its first row.</param>
/// <param name="VideoKey">What names the video: the value of the key column, or its number as text.</param>
/// <param name="Video">The video itself; null unless a video column was named.</param>
/// <param name="TextNumber">Number of the text, from 0 in the order of its first row.</param>
/// <param name="Text">The text; its number where only embeddings were given.</param>
public readonly record struct VideoTextPair(int VideoNumber, string VideoKey, MLVideo? Video, int TextNumber, string Text);
