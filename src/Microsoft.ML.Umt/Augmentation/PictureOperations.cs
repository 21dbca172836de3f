namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Carries out one <see cref="PictureOperation"/> on one frame.</summary>
internal static class PictureOperations
{
    private const double LargestEnhancement = 0.9;
    private const double LargestShear = 0.3;
    private const double LargestShift = 0.45;
    private const double LargestTurn = 30;

    /// <summary>Changes a frame <c>[H,W,3]</c> in place.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="strength">0 … 1.</param>
    /// <param name="sign">1 or -1, for the operations that have a direction.</param>
    /// <param name="frame">The pixels.</param>
    /// <param name="size">Size of the frame.</param>
    public static void Apply(PictureOperation operation, double strength, int sign, Span<byte> frame, FrameSize size)
    {
        var factor = 1 + sign * LargestEnhancement * strength;
        switch (operation)
        {
            case PictureOperation.AutoContrast:
                ToneCurves.AutoContrast(frame);
                break;
            case PictureOperation.Equalize:
                ToneCurves.Equalize(frame);
                break;
            case PictureOperation.Invert:
                ToneCurves.Map(frame, value => 255 - value);
                break;
            case PictureOperation.Posterize:
                ToneCurves.Posterize(frame, bits: 4 - (int)(4 * strength));
                break;
            case PictureOperation.Solarize:
                ToneCurves.Solarize(frame, threshold: 256 - (int)(256 * strength));
                break;
            case PictureOperation.SolarizeAdd:
                ToneCurves.SolarizeAdd(frame, amount: (int)(110 * strength));
                break;
            case PictureOperation.Color:
                PictureEnhancement.Color(frame, factor);
                break;
            case PictureOperation.Contrast:
                PictureEnhancement.Contrast(frame, factor);
                break;
            case PictureOperation.Brightness:
                PictureEnhancement.Brightness(frame, factor);
                break;
            case PictureOperation.Sharpness:
                PictureEnhancement.Sharpness(frame, size, factor);
                break;
            case PictureOperation.Rotate:
                AffineWarp.Apply(frame, size, AffineMap.Rotation(sign * LargestTurn * strength, size));
                break;
            case PictureOperation.ShearX:
                AffineWarp.Apply(frame, size, new AffineMap(1, sign * LargestShear * strength, 0, 0, 1, 0));
                break;
            case PictureOperation.ShearY:
                AffineWarp.Apply(frame, size, new AffineMap(1, 0, 0, sign * LargestShear * strength, 1, 0));
                break;
            case PictureOperation.TranslateX:
                AffineWarp.Apply(frame, size, new AffineMap(1, 0, sign * LargestShift * strength * size.Width, 0, 1, 0));
                break;
            case PictureOperation.TranslateY:
                AffineWarp.Apply(frame, size, new AffineMap(1, 0, 0, 0, 1, sign * LargestShift * strength * size.Height));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "No such operation.");
        }
    }
}
