"""회원 가입 신청: open to anybody."""
