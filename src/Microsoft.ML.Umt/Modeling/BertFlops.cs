namespace Microsoft.ML.Umt.Modeling;

/// <summary>The forward cost of parts of a text tower, counted from their sizes; a multiply and an add count as two.</summary>
/// <param name="config">The tower.</param>
internal readonly struct BertFlops(BertConfig config)
{
    private readonly double _width = config.Width, _hiddenWidth = config.HiddenWidth, _vocabulary = config.VocabularySize;

    /// <summary>A layer that reads text alone.</summary>
    /// <param name="length">Tokens of the text.</param>
    public double Layer(double length) =>
        2 * ((4 * length * _width * _width) + (2 * length * length * _width) + (2 * length * _width * _hiddenWidth));

    /// <summary>A layer that also attends to something whose keys and values are there already.</summary>
    /// <param name="length">Tokens of the text.</param>
    /// <param name="remembered">Tokens that it attends to.</param>
    public double FusionLayer(double length, double remembered) =>
        Layer(length) + (2 * ((2 * length * _width * _width) + (2 * length * remembered * _width)));

    /// <summary>Keys and values of what one layer attends to.</summary>
    /// <param name="remembered">Its tokens.</param>
    /// <param name="rememberedWidth">Their width.</param>
    public double Memory(double remembered, double rememberedWidth) => 2 * (2 * remembered * rememberedWidth * _width);

    /// <summary>The scores of all words at some places.</summary>
    /// <param name="places">How many places.</param>
    public double Words(double places) => 2 * (places * _width * (_width + _vocabulary));
}
