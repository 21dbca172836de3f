namespace Microsoft.ML.Umt.Augmentation;

/// <summary>The operations that <see cref="RandAugment"/> draws from. Their strength s is 0 … 1; "±" stands for a sign drawn with it.</summary>
internal enum PictureOperation
{
    /// <summary>Stretches each channel to the full range.</summary>
    AutoContrast,

    /// <summary>Makes each channel's histogram even.</summary>
    Equalize,

    /// <summary>255 - value.</summary>
    Invert,

    /// <summary>Turns by ±30 s degrees.</summary>
    Rotate,

    /// <summary>Keeps 4 - int(4 s) bits.</summary>
    Posterize,

    /// <summary>Inverts values from 256 - int(256 s) up.</summary>
    Solarize,

    /// <summary>Adds int(110 s) to values below 128.</summary>
    SolarizeAdd,

    /// <summary>Colourfulness times 1 ± 0.9 s.</summary>
    Color,

    /// <summary>Distance from the mean grey times 1 ± 0.9 s.</summary>
    Contrast,

    /// <summary>Values times 1 ± 0.9 s.</summary>
    Brightness,

    /// <summary>Distance from a smoothed picture times 1 ± 0.9 s.</summary>
    Sharpness,

    /// <summary>Slants rows by ±0.3 s.</summary>
    ShearX,

    /// <summary>Slants columns by ±0.3 s.</summary>
    ShearY,

    /// <summary>Moves by ±0.45 s of the width.</summary>
    TranslateX,

    /// <summary>Moves by ±0.45 s of the height.</summary>
    TranslateY,
}
