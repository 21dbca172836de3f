using System.Text;

namespace Microsoft.ML.Umt.Tests.Retrieval.Annotations;

public sealed class JsonAnnotationsTests : IDisposable
{
    private readonly AnnotationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CaptionsAndVideosMayBeTextsOrLists()
    {
        var path = _folder.Write("a.json", """
            [{"video": "v/1.mp4", "caption": "A man's dog"},
             {"video": "2.mp4", "caption": ["one", "two"], "extra": {"x": [1]}},
             {"video": ["3.webm", "4.webm"], "caption": "Pushing something"},
             {"image": "5.jpg", "caption": "é 動画"}]
            """);
        var rows = VideoAnnotations.ReadCaptions(path).ToArray();
        Assert.Equal(["v/1.mp4", "2.mp4", "2.mp4", "3.webm", "4.webm", "5.jpg"], rows.Select(row => row.Video));
        Assert.Equal(["A man's dog", "one", "two", "Pushing something", "Pushing something", "é 動画"], rows.Select(row => row.Caption));
        Assert.Equal([0, 1, 1, 2, 2, 3], rows.Select(row => row.Record));
        Assert.Equal([false, false, false, false, false, true], rows.Select(row => row.IsImage));
        Assert.All(rows, row => Assert.True(row.VideoExists && row.Path == row.Video));
    }

    [Fact]
    public void ParagraphsJoinAllCaptionsOfAVideo()
    {
        var path = _folder.Write("a.json", """
            [{"video": "1.mp4", "caption": ["He runs.", "He falls."]}, {"video": "2.mp4", "caption": "whole"}, {"video": "1.mp4", "caption": "He sleeps."}]
            """);
        var rows = VideoAnnotations.ReadCaptions(path, new VideoAnnotationOptions { Captions = CaptionLayout.Paragraph }).ToArray();
        Assert.Equal(["He runs. He falls. He sleeps.", "whole"], rows.Select(row => row.Caption));
        Assert.Equal(["1.mp4", "2.mp4"], rows.Select(row => row.Video));
    }

    [Fact]
    public void QuestionsAndChoices()
    {
        var questions = VideoAnnotations.ReadQuestions(_folder.Write("qa.json", """
            [{"video": "1.mp4", "question": "what?", "answer": "red", "question_id": "q7", "answer_type": "other"},
             {"video": "1.mp4", "question": "how many?", "answer": ["2", "2", "3"], "question_id": 12},
             {"video": "2.mp4", "question": "who?", "answer": 5}]
            """)).ToArray();
        Assert.Equal(["q7", "12", "2"], questions.Select(question => question.QuestionId));
        Assert.Equal(["red"], questions[0].Answer);
        Assert.Equal(["2", "2", "3"], questions[1].Answer);
        Assert.Equal(["5"], questions[2].Answer);
        Assert.Equal(("other", ""), (questions[0].Category, questions[1].Category));

        var choices = VideoAnnotations.ReadChoices(_folder.Write("mc.json", """[{"video": "1.mp4", "caption": ["a", "b", "c", "d", "e"], "answer": 3}]""")).ToArray();
        Assert.Equal((3, 5), (choices[0].Answer, choices[0].Options.Length));
        Assert.Equal(["no", "yes"], VideoAnnotations.ReadAnswerList(_folder.Write("answers.json", """["no", "yes"]""")));
    }

    [Theory]
    [InlineData("""{"video": "1.mp4"}""", "found a JSON object")]
    [InlineData("""["text"]""", "record 0: expected an object")]
    [InlineData("""[{"video": "1.mp4", "caption": "x"}, {"caption": "y"}]""", "record 1: it names no \"video\"")]
    [InlineData("""[{"video": "1.mp4"}]""", "record 0: it has no caption")]
    [InlineData("""[{"video": "1.mp4", "caption": []}]""", "record 0: it has no caption")]
    [InlineData("""[{"video": "1.mp4", "caption": null}]""", "record 0: it has no caption")]
    [InlineData("""[{"video": "1.mp4", "caption": {"en": "x"}}]""", "\"caption\" must be text")]
    [InlineData("""[{"video": [], "caption": "x"}]""", "names no \"video\"")]
    [InlineData("""[{"video": "1.mp4", "caption": "\ud800"}]""", "record 0")]
    [InlineData("""[{"video\udc00": "1.mp4"}]""", "record 0")]
    [InlineData("""[{"video": "1.mp4", "caption": "x"}, {"video": """, "line 1: ")]
    [InlineData("""[{"video": "1.mp4", "caption": "x"}] trailing""", "line 1: ")]
    [InlineData("""[{"video": "1.mp4", "caption": "x"},]""", "line 1: ")]
    [InlineData("""[{"video": "", "caption": "x"}]""", "the name of the video is empty")]
    [InlineData("""[{"video": "a\u0000.mp4", "caption": "x"}]""", "zero character")]
    [InlineData("nothing", "no annotation file")]
    [InlineData("", "empty")]
    public void DamageNamesFileAndRecord(string content, string reason)
    {
        var path = _folder.Write("bad.json", content);
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(path).Count());
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"video": "1.mp4", "caption": ["a"], "answer": 0}]""", "at least 2")]
    [InlineData("""[{"video": "1.mp4", "caption": ["a", "b"], "answer": 2}]""", "0 to 1, found 2")]
    [InlineData("""[{"video": "1.mp4", "caption": ["a", "b"], "answer": "b"}]""", "found b")]
    [InlineData("""[{"video": "1.mp4", "caption": ["a", "b"]}]""", "found none")]
    public void ChoicesAreChecked(string content, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadChoices(_folder.Write("mc.json", content)).Count());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepNestingAndBrokenBytesAreRefused()
    {
        var deep = "[{\"video\": \"1.mp4\", \"caption\": " + new string('[', 5000) + new string(']', 5000) + "}]";
        Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(_folder.Write("deep.json", deep)).Count());
        byte[] latin = [.. Encoding.UTF8.GetBytes("[{\"video\": \"1.mp4\", \"caption\": \""), 0xE9, .. Encoding.UTF8.GetBytes("\"}]")];
        Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(_folder.Write("latin.json", latin)).Count());
    }

    [Fact]
    public void ARecordBeyondTheLimitIsRefusedAndManySmallOnesAreNot()
    {
        var options = new VideoAnnotationOptions { MaxRecordBytes = 1 << 16 };
        var huge = _folder.Write("huge.json", "[{\"video\": \"1.mp4\", \"caption\": \"" + new string('x', 8 << 20) + "\"}]");
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(huge, options).Count());
        Assert.Contains("MaxRecordBytes", error.Message, StringComparison.Ordinal);
        var many = _folder.Write("many.json", $"[{string.Join(",\n", Enumerable.Range(0, 100_000).Select(i => $"{{\"video\": \"{i}.mp4\", \"caption\": \"a caption of some length\"}}"))}]");
        Assert.Equal(100_000, VideoAnnotations.ReadCaptions(many, options).Count());
    }

    // 60 MB of annotations in a few MB of memory.
    [Fact]
    public void LargeFilesAreStreamed()
    {
        var path = Path.Combine(_folder.Path, "large.json");
        using (var writer = new StreamWriter(path))
        {
            writer.Write('[');
            for (var i = 0; i < 600_000; i++)
                writer.Write($"{(i == 0 ? "" : ",")}{{\"video\": \"{i:D9}.mp4\", \"caption\": \"a person does the {i}th thing of a long list of many things\"}}");
            writer.Write(']');
        }
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (count, peak) = (0, 0L);
        foreach (var _ in VideoAnnotations.ReadCaptions(path))
        {
            if (++count % 100_000 == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(600_000, count);
        Assert.InRange(peak, long.MinValue, 16 << 20);
    }
}
