"""Chinese for the words that stand in columns of few values: what Excel readers see, and what the data dictionary explains."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "type": {"amount": "金额", "percentage": "百分比", "quantity": "数量"},
    "stage": {"budget": "预算", "adjusted_budget": "调整预算", "final": "决算"},
    "flow": {"income": "收入", "expenditure": "支出", "asset": "资产", "liability": "负债", "balance": "结余"},
    "direction": {"up": "增加", "down": "减少"},
    "approximation": {"about": "约", "over": "以上", "under": "以内", "nearly": "近"},
    "role": {"level": "水平", "change": "增减", "base": "基数", "share": "占比", "rate": "比率"},
    "outcome": {
        "holds": "相符",
        "rounding": "四舍五入",
        "violated": "不符",
        "suspicious": "存疑",
        "done": "完成",
        "interrupted": "中断",
    },
    "severity": {"error": "错误", "warning": "警告", "info": "提示"},
    "status": {
        "valid": "有效",
        "renamed": "已更名",
        "name_mismatch": "名称不符",
        "unknown": "未知",
        "report": "已提取",
        "failed": "失败",
        "archive": "压缩包",
    },
    "classification": {
        "functional": "支出功能分类",
        "department_economic": "部门预算支出经济分类",
        "government_economic": "政府预算支出经济分类",
        "revenue": "收入分类",
    },
    "reason": {
        "unreadable": "无法读取",
        "missing": "文件不存在",
        "timeout": "超时",
        "memory": "内存超限",
        "crashed": "进程崩溃",
        "killed": "进程被终止",
        "error": "程序错误",
    },
    "part": {
        "part": "部分",
        "whole": "总体",
        "total": "合计",
        "base": "基数",
        "current": "本期",
        "change": "增减",
        "budget": "预算",
        "final": "决算",
        "same": "同一数字",
    },
    "level": {"province": "省级", "prefecture": "市级", "county": "县级", "township": "乡级"},
    "kind": {
        # of reports
        "department_self_evaluation": "部门整体支出绩效自评报告",
        "project_self_evaluation": "项目支出绩效自评报告",
        "project_evaluation": "项目支出绩效评价报告",
        "department_budget": "部门预算",
        "department_final_accounts": "部门决算",
        "government_budget_report": "政府预算报告",
        "government_final_accounts": "政府决算",
        "performance_targets": "绩效目标",
        "audit_report": "审计报告",
        "government_work_report": "政府工作报告",
        "statistical_bulletin": "统计公报",
        "other": "其他",
        # of checks
        "share": "占比",
        "sum": "合计",
        "difference": "差额",
        "change_rate": "增减率",
        "completion_rate": "完成率",
        "repeat": "重复数字",
        "unit": "单位",
        "share_total": "占比合计",
        "balance": "收支平衡",
        "direction": "增减方向",
        "subject_code": "科目编码",
        "ratio": "比率",
        # of checks over the dataset
        "base_year": "上年基数",
        "department_total": "部门汇总",
        "repeated_report": "重复报告",
        "outlier": "离群值",
        "renamed_organization": "单位更名",
        "renamed_region": "地区更名",
    },
}
WORDS["report_kind"] = WORDS["kind"]


def chinese(column: str, word: str) -> str:
    """The Chinese for a word in a column, or the word itself.

    >>> chinese("outcome", "violated"), chinese("raw", "violated")
    ('不符', 'violated')
    """
    return WORDS.get(column, {}).get(word, word)
