using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>The columns that a classifier adds, with the annotations by which ML.NET's evaluator and converters know them.</summary>
internal static class ClassificationColumns
{
    public static IReadOnlyList<RowColumn<float[]>> Create(string predictedLabelColumnName, string scoreColumnName, IReadOnlyList<string> classNames)
    {
        var namesType = new VectorDataViewType(TextDataViewType.Instance, classNames.Count);
        var keyValues = new DataViewSchema.Annotations.Builder();
        keyValues.Add<VBuffer<ReadOnlyMemory<char>>>("KeyValues", namesType, GetNames);
        var score = new DataViewSchema.Annotations.Builder();
        score.Add<VBuffer<ReadOnlyMemory<char>>>("SlotNames", namesType, GetNames);
        score.Add<VBuffer<ReadOnlyMemory<char>>>("TrainingLabelValues", namesType, GetNames);
        score.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        score.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, "Score".AsMemory());
        score.AddPrimitiveValue("ScoreColumnSetId", new KeyDataViewType(typeof(uint), int.MaxValue), 1u);
        return
        [
            RowColumns.Key<float[]>(predictedLabelColumnName, classNames.Count, keyValues.ToAnnotations(), PredictedKey),
            RowColumns.Vector<float[], float>(scoreColumnName, NumberDataViewType.Single, [classNames.Count], row => row, score.ToAnnotations()),
        ];

        void GetNames(ref VBuffer<ReadOnlyMemory<char>> value)
        {
            var editor = VBufferEditor.Create(ref value, classNames.Count);
            for (var i = 0; i < classNames.Count; i++)
                editor.Values[i] = classNames[i].AsMemory();
            value = editor.Commit();
        }
    }

    // Keys count from 1; 0 is ML.NET's missing value.
    private static uint PredictedKey(float[] probabilities)
    {
        var best = 0;
        for (var c = 0; c < probabilities.Length; c++)
        {
            if (float.IsNaN(probabilities[c]))
                return 0;
            if (probabilities[c] > probabilities[best])
                best = c;
        }
        return (uint)best + 1;
    }
}
