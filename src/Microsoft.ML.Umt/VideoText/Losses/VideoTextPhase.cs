namespace Microsoft.ML.Umt.VideoText;

/// <summary>A part of a training pass, in the order in which they end.</summary>
internal enum VideoTextPhase
{
    /// <summary>The teacher has looked at the clips.</summary>
    Teacher,

    /// <summary>The vision tower has seen the visible tokens.</summary>
    Vision,

    /// <summary>The text tower has read the texts, whole and with words hidden.</summary>
    Text,

    /// <summary>The fusion layers and the losses are done.</summary>
    Losses,
}
